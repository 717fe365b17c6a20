#!/usr/bin/env bash
# Deploys the functions to Google Cloud Run functions, with their schedules, secrets and service accounts.
#
#     deploy/cloud-run.sh            # prints every command and runs none
#     deploy/cloud-run.sh --run      # runs them; again, it updates what is there
#     deploy/cloud-run.sh --apart    # a deployment for each function instead of one for all that users call
#
# Its settings are environment variables: docs/how-to/deploy.md has them all. Values of secrets go to gcloud by its standard
# input or in a file that only you can read and that is removed, never as arguments.
set -euo pipefail
umask 077

here=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
run=false apart=false
for argument in "$@"; do
  case $argument in
    --run) run=true ;;
    --dry-run) run=false ;;
    --apart) apart=true ;;
    -h | --help) sed -n '2,/^set -/{/^set -/d;s/^# \{0,1\}//;p;}' "${BASH_SOURCE[0]}"; exit 0 ;;
    *) echo "cloud-run.sh: unknown argument $argument (--run, --dry-run, --apart, --help)" >&2; exit 2 ;;
  esac
done

# ------------------------------------------------------------------------------------------------------------ tables

# name | entry point in functions/main.py | when | as | memory | seconds | requests at once | instances at most
# when: one (without --apart), apart (with it), always. What users and monitors call is open to the internet and checks its
# callers itself; what a scheduler calls is not (as: work, backup, verify).
functions='
formaops|api|one|api|1Gi|400|16|20
execute-prompt|execute_prompt|apart|api|1Gi|400|16|20
test-prompt|test_prompt|apart|api|1Gi|60|16|10
save-validation|save_validation|apart|api|1Gi|60|16|10
cancel-execution|cancel_execution|apart|api|1Gi|60|16|10
api-keys|api_keys|apart|api|1Gi|60|16|10
executions|executions|apart|api|1Gi|60|16|10
provider-keys|provider_keys|apart|api|1Gi|60|16|10
reencrypt-provider-keys|reencrypt_provider_keys|apart|api|1Gi|300|4|1
health|health|apart|api|512Mi|60|16|5
metrics|metrics|apart|api|512Mi|60|4|1
formaops-work|work|always|work|1Gi|400|4|10
formaops-backup-database|backup_database|always|backup|1Gi|3600|1|1
formaops-verify-backup|verify_backup|always|verify|4Gi|3600|1|1
'

# job | function | schedule, UTC | seconds that it waits for the answer | attempts after a failed one | body
# The scheduler says in a header for which time it asks, so that its further attempts are the same run.
jobs='
formaops-work|formaops-work|* * * * *|120|0|{"max_seconds": 45}
formaops-backup-database|formaops-backup-database|0 2 * * *|1800|3|{}
formaops-verify-backup|formaops-verify-backup|0 4 * * *|1800|3|{}
'

# secret | variable that holds its value here and there | who reads it | needed
secrets='
formaops-secret-key|SUPABASE_SECRET_KEY|api work backup verify|yes
formaops-scheduler-secret|FORMAOPS_SCHEDULER_SECRET|work backup verify|yes
formaops-jwt-secret|SUPABASE_JWT_SECRET|api|no
formaops-metrics-token|FORMAOPS_METRICS_TOKEN|api|no
formaops-provider-key-encryption-keys|FORMAOPS_PROVIDER_KEY_ENCRYPTION_KEYS|api work|no
formaops-openai-api-key|OPENAI_API_KEY|api work|no
formaops-anthropic-api-key|ANTHROPIC_API_KEY|api work|no
formaops-google-api-key|GOOGLE_API_KEY|api work|no
formaops-database-url|FORMAOPS_DATABASE_URL|backup verify|yes
formaops-backup-signing-key|FORMAOPS_BACKUP_SIGNING_KEY|backup|yes
formaops-backup-identities|FORMAOPS_BACKUP_IDENTITIES|verify|yes
formaops-backup-s3-key-id|AWS_ACCESS_KEY_ID|backup verify|no
formaops-backup-s3-secret|AWS_SECRET_ACCESS_KEY|backup verify|no
formaops-alert-webhook-secret|FORMAOPS_ALERT_WEBHOOK_SECRET|work backup verify|no
formaops-otlp-headers|OTEL_EXPORTER_OTLP_HEADERS|api work backup verify|no
'

# variable | who reads it | needed
settings='
SUPABASE_URL|api work backup verify|yes
SUPABASE_PUBLISHABLE_KEY|api work backup verify|yes
FORMAOPS_DEFAULT_MODEL|api work|no
FORMAOPS_ALERT_WEBHOOK_URL|work backup verify|no
FORMAOPS_BACKUP_STORE|backup verify|yes
FORMAOPS_BACKUP_FAR_STORE|backup|no
FORMAOPS_BACKUP_RECIPIENTS|backup|yes
FORMAOPS_BACKUP_VERIFYING_KEYS|verify|yes
JWT_ISSUER|api|no
JWT_AUDIENCE|api|no
JWKS_URL|api|no
FORMAOPS_MAX_BODY_BYTES|api|no
FORMAOPS_ALLOW_UNKNOWN_PRICE|api work|no
FORMAOPS_EXECUTION_TIMEOUT_SECONDS|api work|no
FORMAOPS_LEASE_SECONDS|api work|no
FORMAOPS_HEARTBEAT_SECONDS|api work|no
FORMAOPS_SETTLE_PATIENCE_SECONDS|api work|no
FORMAOPS_QUEUE_MAX_ATTEMPTS|api work|no
FORMAOPS_QUEUE_RETRY_SECONDS|api work|no
FORMAOPS_WEBHOOK_TIMEOUT_SECONDS|api work|no
FORMAOPS_WEBHOOK_RETRY_SECONDS|api work|no
FORMAOPS_QUEUE_POLL_SECONDS|work|no
FORMAOPS_WORKER_CONCURRENCY|work|no
FORMAOPS_WORK_SECONDS|work|no
FORMAOPS_EGRESS_ALLOW|api work backup verify|no
FORMAOPS_EGRESS_ALLOW_HTTP|api work backup verify|no
FORMAOPS_LOG_FORMAT|api work backup verify|no
FORMAOPS_TELEMETRY_FLUSH_SECONDS|api work backup verify|no
OTEL_EXPORTER_OTLP_ENDPOINT|api work backup verify|no
OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT|api work backup verify|no
FORMAOPS_BACKUP_MAX_AGE_HOURS|work backup verify|no
FORMAOPS_BACKUP_SHRINK_RATIO|work backup verify|no
FORMAOPS_BACKUP_STORAGE_OBJECTS|backup|no
FORMAOPS_BACKUP_PART_BYTES|backup|no
FORMAOPS_BACKUP_NEAR_DAYS|backup|no
FORMAOPS_BACKUP_FAR_DAYS|backup|no
FORMAOPS_BACKUP_MINIMUM|backup|no
FORMAOPS_BACKUP_PRUNE|backup|no
FORMAOPS_BACKUP_VERIFY_OBJECTS|verify|no
AWS_REGION|backup verify|no
AWS_ENDPOINT_URL_S3|backup verify|no
'

services='cloudfunctions.googleapis.com run.googleapis.com cloudbuild.googleapis.com artifactregistry.googleapis.com
secretmanager.googleapis.com cloudscheduler.googleapis.com iam.googleapis.com'

rows() { sed '/^$/d' <<<"$1"; }
wanted() { [[ $1 == always || ($1 == apart && $apart == true) || ($1 == one && $apart == false) ]]; }
among() { [[ " $2 " == *" $1 "* ]]; }

# ------------------------------------------------------------------------------------------------------------- checks

missing=()
need() { [[ -n ${!1:-} ]] || missing+=("$1"); }
need GOOGLE_CLOUD_PROJECT
need GOOGLE_CLOUD_REGION
while IFS='|' read -ru3 _ variable _ needed; do [[ $needed == no ]] || need "$variable"; done 3< <(rows "$secrets")
while IFS='|' read -ru3 variable _ needed; do [[ $needed == no ]] || need "$variable"; done 3< <(rows "$settings")
if ((${#missing[@]})); then
  echo "cloud-run.sh: set ${missing[*]}; docs/how-to/deploy.md says to what." >&2
  exit 2
fi
if ((${#FORMAOPS_SCHEDULER_SECRET} < 32)); then
  echo 'cloud-run.sh: FORMAOPS_SCHEDULER_SECRET has fewer than 32 characters; openssl rand -hex 32 makes a better one.' >&2
  exit 2
fi
project=$GOOGLE_CLOUD_PROJECT region=$GOOGLE_CLOUD_REGION
for variable in project region; do
  [[ ${!variable} =~ ^[a-z][a-z0-9-]*$ ]] || { echo "cloud-run.sh: ${!variable} is no name of a $variable." >&2; exit 2; }
done
for place in functions/main.py functions/requirements.txt sql/platform/10_roles.sql; do
  [[ -f $here/$place ]] || { echo "cloud-run.sh: there is no $here/$place; run this from a whole clone." >&2; exit 2; }
done
if [[ $run == true ]] && ! command -v gcloud >/dev/null; then
  echo 'cloud-run.sh: there is no gcloud on the PATH; it comes with the Google Cloud CLI.' >&2
  exit 2
fi

# -------------------------------------------------------------------------------------------------------------- doing

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Prints a command as it can be pasted; with --run also runs it. Standard input goes to it.
do_() {
  printf '+'
  printf ' %q' "$@"
  echo
  if [[ $run == true ]]; then "$@"; fi
}
# Whether something is there; in a dry run nobody asks, and both ways are printed.
there() { gcloud "$@" --project="$project" >/dev/null 2>&1; }
say() { echo "# $*"; }
account() { echo "formaops-$1@$project.iam.gserviceaccount.com"; }

say "Services of project $project"
# shellcheck disable=SC2086
do_ gcloud services enable $services --project="$project"

say 'Service accounts: one for each kind of work, so that each reads no secret but its own'
for who in api work backup verify scheduler; do
  if [[ $run == false ]]; then say "unless it is there:"; fi
  if [[ $run == false ]] || ! there iam service-accounts describe "$(account $who)"; then
    do_ gcloud iam service-accounts create "formaops-$who" --display-name="FormaOps: $who" --project="$project"
  fi
done

say 'Secrets: a new version only where the value has changed'
while IFS='|' read -ru3 secret variable readers _; do
  [[ -n ${!variable:-} ]] || continue
  if [[ $run == false ]] || ! there secrets describe "$secret"; then
    [[ $run == true ]] || say "unless it is there (the value of $variable comes by standard input):"
    do_ gcloud secrets create "$secret" --data-file=- --replication-policy=automatic --project="$project" \
      < <(printf %s "${!variable}")
  fi
  if [[ $run == false ]]; then
    say 'if it is there with another value:'
    do_ gcloud secrets versions add "$secret" --data-file=- --project="$project"
  elif [[ $(gcloud secrets versions access latest --secret="$secret" --project="$project") != "${!variable}" ]]; then
    do_ gcloud secrets versions add "$secret" --data-file=- --project="$project" < <(printf %s "${!variable}")
  fi
  for who in $readers; do
    do_ gcloud secrets add-iam-policy-binding "$secret" --project="$project" \
      --member="serviceAccount:$(account "$who")" --role=roles/secretmanager.secretAccessor --condition=None
  done
done 3< <(rows "$secrets")

say 'The source: functions/ with sql/platform beside main.py, where verify-backup looks for it'
source=$work/source
do_ mkdir -p "$source/sql"
do_ cp -R "$here/functions/." "$source/"
do_ cp -R "$here/sql/platform" "$source/sql/"
if [[ $run == true ]]; then find "$source" -name __pycache__ -type d -prune -exec rm -rf {} +; fi

# In double quotes, as YAML reads it.
quoted() {
  printf '"%s"' "$(sed 's/\\/\\\\/g; s/"/\\"/g' <<<"$1" | sed ':a;N;$!ba;s/\n/\\n/g')"
}
# Values of settings may hold commas, so that they go in a file.
settings_of() {
  while IFS='|' read -ru3 variable readers _; do
    among "$1" "$readers" || continue
    [[ -n ${!variable:-} ]] || continue
    printf '%s: %s\n' "$variable" "$(quoted "${!variable}")"
  done 3< <(rows "$settings")
}
secrets_of() {
  local given=()
  while IFS='|' read -ru3 secret variable readers _; do
    if among "$1" "$readers" && [[ -n ${!variable:-} ]]; then given+=("$variable=$secret:latest"); fi
  done 3< <(rows "$secrets")
  local IFS=,
  echo "${given[*]}"
}

say 'Functions: deploying one again replaces it'
while IFS='|' read -ru3 name entry when who memory seconds at_once instances; do
  wanted "$when" || continue
  settings_of "$who" >"$work/$name.yaml"
  if [[ $run == false ]]; then
    say "$name.yaml:"
    sed 's/^/#   /' "$work/$name.yaml"
  fi
  open=--no-allow-unauthenticated
  [[ $who != api ]] || open=--allow-unauthenticated
  do_ gcloud functions deploy "$name" --gen2 --quiet --project="$project" --region="$region" --runtime=python312 \
    --source="$source" --entry-point="$entry" --trigger-http "$open" --service-account="$(account "$who")" \
    --cpu=1 --memory="$memory" --timeout="${seconds}s" --concurrency="$at_once" --max-instances="$instances" \
    --env-vars-file="$work/$name.yaml" --set-secrets="$(secrets_of "$who")"
  if among "$who" 'backup verify'; then
    # It goes on after the scheduler has stopped waiting.
    do_ gcloud run services update "$name" --project="$project" --region="$region" --no-cpu-throttling
  fi
done 3< <(rows "$functions")

say 'Schedules: the scheduler may call these functions and nothing else'
while IFS='|' read -ru3 job name schedule seconds again body; do
  do_ gcloud run services add-iam-policy-binding "$name" --project="$project" --region="$region" \
    --member="serviceAccount:$(account scheduler)" --role=roles/run.invoker --condition=None
  address='https://ADDRESS-OF-'$name
  if [[ $run == true ]]; then
    address=$(gcloud functions describe "$name" --gen2 --project="$project" --region="$region" \
      --format='value(serviceConfig.uri)')
  fi
  # The scheduler's secret stands in a file of flags, not in the command.
  for way in create update; do
    flag=--headers
    [[ $way == create ]] || flag=--update-headers
    cat >"$work/$job.$way.yaml" <<FLAGS
$flag:
  Content-Type: application/json
  x-scheduler-secret: $(quoted "$FORMAOPS_SCHEDULER_SECRET")
FLAGS
  done
  ways='create update'
  if [[ $run == true ]]; then
    ways=create
    if there scheduler jobs describe "$job" --location="$region"; then ways=update; fi
  fi
  for way in $ways; do
    if [[ $run == false ]]; then
      if [[ $way == create ]]; then say 'unless it is there:'; else say 'if it is there:'; fi
    fi
    do_ gcloud scheduler jobs "$way" http "$job" --project="$project" --location="$region" --schedule="$schedule" \
      --time-zone=Etc/UTC --uri="$address" --http-method=POST --message-body="$body" --attempt-deadline="${seconds}s" \
      --max-retry-attempts="$again" --min-backoff=300s \
      --oidc-service-account-email="$(account scheduler)" --oidc-token-audience="$address" \
      --flags-file="$work/$job.$way.yaml"
  done
done 3< <(rows "$jobs")

if [[ $run == true ]]; then
  say 'Done. Ask each for its health:'
  say "  gcloud functions describe formaops --gen2 --project=$project --region=$region --format='value(serviceConfig.uri)'"
else
  say 'Nothing was run. With --run these commands are.'
fi
