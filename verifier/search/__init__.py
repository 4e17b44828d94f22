"""Sets of columns of an integer matrix that are best in every row together: exact bounds, and trees that prove them."""
