"""``python -m local.emulator``: MiniStack with our patches, started from the repository's root."""

from local.emulator import (
    chaos,
    haste,
    lambda_errors,
    processor_queue,
    retry_delay,
    save_on_signal,
    shared_layers,
    stderr_stall,
)


def main() -> None:
    """Patches, then serves until SIGTERM. Raises: AnchorLost before anything is served."""
    lambda_errors.apply()
    stderr_stall.apply()
    retry_delay.apply()
    haste.apply()
    shared_layers.apply()
    processor_queue.apply()
    chaos.apply()
    save_on_signal.apply()
    from ministack.app import main as serve

    serve()


if __name__ == "__main__":
    main()
