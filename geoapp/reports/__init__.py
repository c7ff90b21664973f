"""Reports: what offices print and hand on. Lists as workbooks, the month digest, the evidence pack of a case.

Takes rows and texts that the corridor has gathered and gives back bytes; knows no store and no web.
"""

__all__ = ()
