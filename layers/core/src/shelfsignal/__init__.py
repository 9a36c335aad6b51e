"""ShelfSignal: which products on Amazon need attention, why, and since when.

One package a bounded context, each with the rooms ``domain``, ``services`` and ``adapters``;
``kernel`` holds the few types they share and ``runtime`` is where the objects meet.
"""
