"""Which package does which task: imported where a worker starts, so that TASKS and SWEEPS are filled.

A package that has tasks adds two lines here:

    TASKS["name-of-task"] = its_handler
    SWEEPS.append(its_sweep)
"""
