"""What benches/compare.py measures, a file for each comparison."""
