"""Selection of mutants, and the thread pool that tests them."""

from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait

from scripts.mutation.mutant import Mutant, Verdict


def sample(mutants: Sequence[Mutant], size: int) -> list[Mutant]:
    """Return a sample that is the same in every run, with mutants of each kind and of many operations.

    Args:
        mutants: All mutants.
        size: The maximum size of the sample.
    """
    by_kind: dict[str, list[Mutant]] = {}
    for mutant in mutants:
        by_kind.setdefault(mutant.kind, []).append(mutant)
    chosen: list[Mutant] = []
    turn = 0
    while len(chosen) < min(size, len(mutants)):
        for number, kind in enumerate(sorted(by_kind)):
            remaining = by_kind[kind]
            if remaining and len(chosen) < size:
                # The position varies by kind, or all mutants would be of the first operation.
                chosen.append(remaining.pop((number * 7 + turn * 3) % len(remaining)))
        turn += 1
    return chosen


def run(mutants: Sequence[Mutant], workers: int) -> Iterator[tuple[Mutant, Verdict]]:
    """Test mutants concurrently, and yield each with its verdict, in the order in which they end."""
    pool = ThreadPoolExecutor(workers)
    try:
        running = {pool.submit(mutant.test): mutant for mutant in mutants}
        pending = set(running)
        while pending:
            # Without a timeout, a signal that arrives before this thread sleeps is handled when it wakes up.
            done, pending = wait(pending, timeout=1, return_when=FIRST_COMPLETED)
            for each in done:
                yield running[each], each.result()
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
