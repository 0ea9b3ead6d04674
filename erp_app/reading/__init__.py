"""The one way in which a request reads documents: asked in typed values, resolved against the
declarations and the caller's rights, answered with bound parameters.

A column that the caller may not read is not selected, filtered, sorted, grouped, counted, searched
or reached through another document; rows of linked and child documents obey their own rules.
"""
