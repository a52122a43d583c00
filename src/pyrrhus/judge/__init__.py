"""The answers: eight questions in words and numbers, and the document that holds them."""
