"""What is kept where several processes and machines reach it: in Redis. Imported only where --cache names one."""
