"""The living style page: tokens, every component in its states, from the product's own parts."""
