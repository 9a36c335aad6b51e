"""What a run, a checkpoint, a rate limit and a feed page are, without knowing any vendor."""
