"""What a case lacks: the requirements of a specialty, tested against its facts.

`packs.requirement_set` reads the rules of two content packs, `case.case_facts` prepares the facts,
`engine.assess` gives the findings.
"""
