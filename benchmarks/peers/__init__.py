"""What the bot is compared with: the same task as most people would write it, and the least a program can do."""
