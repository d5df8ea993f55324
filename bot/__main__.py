"""`minhchung`: the command line. Every expected problem ends in one sentence and exit code 2, a part that died in 1."""

import json
import os
import sys
from collections.abc import Sequence

from bot.cli.parser import parse
from bot.problems import PartDiedError, code_of, exit_code, explain, speak_as_configured, unforeseen

SHOW_TRACEBACK = "MINHCHUNG_TRACEBACK"
"""Set it to see where something broke that nobody foresaw."""


def main(argv: Sequence[str] | None = None) -> int:
    told = sys.argv[1:] if argv is None else list(argv)
    speak_as_configured(told)
    try:
        arguments = parse(told)
        return int(arguments.command(arguments) or 0)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        sys.stderr.close()
        return 0
    except Exception as error:
        problem = explain(error)
        if problem is None:
            if os.environ.get(SHOW_TRACEBACK):
                raise
            problem, error = unforeseen(error), PartDiedError("")
        if "--json" in told:
            print(json.dumps({"error": {"code": code_of(error), "message": problem}}, ensure_ascii=False))
        else:
            print(problem, file=sys.stderr)
        return exit_code(error)


if __name__ == "__main__":
    sys.exit(main())
