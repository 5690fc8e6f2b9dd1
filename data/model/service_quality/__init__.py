"""Records of a utility's service loops: work orders, complaints, touches, scores, seats.

Nobody is named in them: a customer is a keyed hash, what was said is a topic and a category.
"""
