"""temporary"""
class Duplicates:
    def first_of(self, p): return None
def find_duplicates(r): return Duplicates()
