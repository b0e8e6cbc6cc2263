"""The pictures of the lecture, one module per notebook that first needs them."""
