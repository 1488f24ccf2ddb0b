"""A second generator of translation errors, written from the languages and never from the product.

Its right pairs are published translations read where they lie and sentences written for it; each
mutation changes the target so that it certainly says something else than the source.
"""
