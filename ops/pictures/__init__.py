"""The README's pictures, taken by a browser from a running installation with its own people.

Runs in the environment of the tests, the only one that has a browser driver.
"""
