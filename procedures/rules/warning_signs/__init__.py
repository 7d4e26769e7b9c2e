"""Finds the warning signs W1 to W20: figures, acts and documents that an auditor would ask about.

Each sign names its rule, the figures, the codes and the entries concerned. A sign changes no figure and
no verdict. `savings` has the signs of cuts and their cost, `inventory` those of codes that come, go or
look alike, `documents` those of numbers, dates and authority, `reviewers` those of who did what,
`ladder` those of cuts that left or stand oddly, `presets` that of the programme itself.
"""
