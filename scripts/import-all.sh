#!/usr/bin/env bash
# Brings every dataset of $COMITY_SHARED/data that there is a mapping for into one store, and prints the account of all rows.
# Use: import-all.sh PROGRAM STORE
set -euo pipefail
program=$1
store=$2
shared=${COMITY_SHARED:-$(cd "$(dirname "$0")/../.." && pwd)/shared}
if [ ! -d "$shared/data" ]; then
  echo "error: \`$shared\` has no \`data\`: COMITY_SHARED names the folder of the shared datasets" >&2
  exit 2
fi

"$program" import --list --format csv | tail -n +2 | cut -d, -f1 | while read -r dataset; do
  # The graph state-codes is one of the bundle, so the dataset of that folder has another name.
  folder=${dataset/state-code-lists/state-codes}
  if [ -d "$shared/data/$folder" ]; then
    echo "== $dataset" >&2
    "$program" --store "$store" import "$dataset" "$shared/data/$folder" >/dev/null
  fi
done

"$program" --store "$store" query -e '
PREFIX cmt: <https://w3id.org/comity/ontology#>
PREFIX dcterms: <http://purl.org/dc/terms/>
SELECT (STRAFTER(STR(?graph), "/graph/") AS ?dataset) (STRAFTER(STR(?part), "#") AS ?table) ?read ?imported ?skipped ?rejected
  ((?imported + ?skipped + ?rejected = ?read) AS ?adds_up)
WHERE {
  ?graph dcterms:hasPart ?part .
  ?part a cmt:ImportedTable ; cmt:rowsRead ?read ; cmt:rowsImported ?imported ; cmt:rowsSkipped ?skipped ; cmt:rowsRejected ?rejected .
}
ORDER BY ?dataset ?table'
