"""Reading: drafts of claims from the text of an article, which a person confirms before they count.

The way goes text → paragraphs, quotations and sentences → who is speaking → clauses → what is said of whom, where, how
many → drafts. The words that it goes by are tables in `lexicons/`.
"""
