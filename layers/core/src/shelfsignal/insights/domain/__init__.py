"""The rules and ports of insights; imports the kernel and nothing of AWS."""
