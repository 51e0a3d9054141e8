"""What run.py is made of. Standard library only: this code runs before .venv exists.

layout       where files lie                     environment  makes .venv from the hash-locked requirements
processes    children that die with us           postgres     the embedded PostgreSQL
broker       the embedded Valkey                 services     both together, for whoever needs them
site         web, worker, beat                   browser      finds a chromium for the browser tests
"""
