"""One page over the last nights: findings, seconds of everything, and what is made from what."""
