"""Reading: drafts of claims from the text of an article. A person confirms them; nothing drafted enters a fusion by itself.

The way goes text → paragraphs, quotations and sentences → who is speaking → clauses → what is said of whom, where, how
many → drafts. The words that it goes by are tables in `lexicons/`.
"""
