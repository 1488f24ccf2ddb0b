"""A benchmark of translation errors between English and Chinese, made from correct pairs.

Written from the specification of dangerous differences alone: nothing here imports the product.
"""
