"""The least a bot can do: python-telegram-bot's own polling, and one handler that drops every update."""

import argparse
import time

from telegram import Update
from telegram.ext import ApplicationBuilder, ContextTypes, MessageHandler, filters


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--base-url", required=True)
    parser.add_argument("--token", required=True)
    parser.add_argument("--count", type=int, default=0, help="say when so many have been dropped")
    options = parser.parse_args()
    dropped = 0

    async def drop(_update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        nonlocal dropped
        dropped += 1
        if dropped == options.count:
            print(time.monotonic(), flush=True)

    app = ApplicationBuilder().token(options.token).base_url(f"{options.base_url}/bot").build()
    app.add_handler(MessageHandler(filters.ALL, drop))
    app.run_polling()


if __name__ == "__main__":
    main()
