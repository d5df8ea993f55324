"""`minhchung`: the command line. Every expected problem ends in one sentence and exit code 2, a part that died in 1."""

import sys
from collections.abc import Sequence

from bot.cli.parser import parse
from bot.problems import exit_code, explain


def main(argv: Sequence[str] | None = None) -> int:
    arguments = parse(sys.argv[1:] if argv is None else argv)
    try:
        return int(arguments.command(arguments) or 0)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        sys.stderr.close()
        return 0
    except Exception as error:
        problem = explain(error)
        if problem is None:
            raise
        print(problem, file=sys.stderr)
        return exit_code(error)


if __name__ == "__main__":
    sys.exit(main())
