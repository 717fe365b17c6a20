"""Which package does which task: imported where a worker starts, so that TASKS and SWEEPS are filled.

A package that has tasks adds two lines here:

    TASKS["name-of-task"] = its_handler
    SWEEPS.append(its_sweep)
"""

from formaops.audit.sealing import seal_audit
from formaops.backups.alerts import watch_backups
from formaops.backups.performing import run_backup
from formaops.queue.tasks import SWEEPS, TASKS
from formaops.retention.pruning import prune_old_rows
from formaops.webhooks.tasks import deliver_webhook, sweep_webhooks

TASKS["deliver-webhook"] = deliver_webhook
TASKS["run-backup"] = run_backup
SWEEPS.append(sweep_webhooks)
SWEEPS.append(seal_audit)
SWEEPS.append(watch_backups)
SWEEPS.append(prune_old_rows)
