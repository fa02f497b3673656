"""In: questions whose answers are known, and a Notebook to ask.
Out: figures of search, answers and refusals, and a calibration fitted to them.
"""

__all__ = ["gold", "outcomes", "questions", "records", "report", "stages"]
