"""The `operations:` section of a system file: its form, its words, what must hold in it, what it becomes.

Clusters, who people are to them and who must agree: `bot.catalog` reads it like the rest of the file.
"""
