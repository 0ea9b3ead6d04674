"""`python -m ops.workers queue short,default` or `python -m ops.workers scheduler`, in sites/."""

import sys

USAGE = "usage: python -m ops.workers (queue NAMES | scheduler)"


def main(arguments: list[str]) -> None:
    """Run one background process until it is told to stop."""
    if arguments[:1] == ["queue"] and len(arguments) == 2:
        from frappe.utils.background_jobs import start_worker

        start_worker(queue=arguments[1])
    elif arguments == ["scheduler"]:
        from frappe.utils.scheduler import start_scheduler

        start_scheduler()
    else:
        sys.exit(USAGE)


if __name__ == "__main__":
    main(sys.argv[1:])
