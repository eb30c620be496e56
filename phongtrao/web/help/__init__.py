"""Help inside the product: guides per role, a page for hamlets, words, how figures are made."""
