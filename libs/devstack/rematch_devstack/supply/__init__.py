"""What others have made and we ship: which versions the lock files name, and what is known against them."""
