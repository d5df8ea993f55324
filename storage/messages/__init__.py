"""What comes in and goes out: inbox, outbox, chats, rounds of reminders, files on their way."""
