# One matrix for the last day of each year, with the same states in the same order: nodes.csv says which.
# 1: a tie. 0: none. 10: none possible, since one of the two was not a member of the state system (a structural zero).
# NA: the data say nothing about the year.
NOTES

folder <- "."  # where this file is
years <- c(YEARS)
nodes <- read.csv(file.path(folder, "nodes.csv"), colClasses = "character")
matrices <- lapply(years, function(year) {
  unname(as.matrix(read.csv(file.path(folder, paste0(year, ".csv")), row.names = 1, check.names = FALSE)))
})

# RSiena reads 10 as a structural zero and NA as missing: it needs at least two years with data.
# library(RSiena)
# ties <- sienaDependent(array(unlist(matrices), c(nrow(nodes), nrow(nodes), length(years))), allowOnly = FALSE)
# data <- sienaDataCreate(ties)

# statnet has no structural zeros: those who were not there are left out of the network of their year.
# library(network)
# networks <- lapply(matrices, function(ties) {
#   there <- apply(ties, 1, function(row) any(is.na(row) | row != 10))
#   result <- network(ties[there, there], directed = DIRECTED)
#   set.vertex.attribute(result, "vertex.names", nodes$label[there])
#   result
# })
