"""Work orders: deadlines, what is or will be late, returns, errors made again and again."""
