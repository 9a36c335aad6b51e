"""The LLM engine: any server that speaks OpenAI's chat protocol, believed in nothing.

It is asked to choose from closed lists and to name sentences; what it says is checked, quotes are
cut and everything is counted by our code.
"""
