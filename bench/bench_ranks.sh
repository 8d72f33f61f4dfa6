#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The drift over ranks on this machine: strong (the same particles on 1 and 2 ranks), weak (as many
# a rank), and what travels on 2 to 16 ranks, more than there are processors, so that only the
# counts of the last ones mean anything; a plan, for its counts; and what a rank burns while it waits.
# One thread a rank.
#   bench/bench_ranks.sh [BUILD [PARTICLES a hypothesis]]
set -euo pipefail
cd "$(dirname "$0")/.."
program=${1:-build}/bench/bench_ranks case=cases/dover-2021-11-24.yaml particles=${2:-200000}
command -v mpirun >/dev/null || { echo "bench_ranks: there is no mpirun (tools/setup)" >&2; exit 3; }
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
export OMPI_MCA_btl=self,vader OMPI_MCA_btl_vader_single_copy_mechanism=none
ranks() { mpirun --oversubscribe -n "$1" "$program" "${@:2}"; }

for n in 1 2; do
  ranks $n strong "$case" "$particles" 1000
  ranks $n strong-all-written "$case" "$particles" 1
  ranks $n weak "$case" $((particles * n)) 1000
done
ranks 2 wait
for n in 1 2 4 8 16; do ranks $n plan "$case" 4000; done
for n in 2 4 8 16; do ranks $n counts "$case" 10000 1; done
