"""Work that outgrows a machine: a specification goes out, a summary comes back; on threads, processes or Dask."""
