"""Its being here puts this folder on the path: tests import ``models`` from it."""
