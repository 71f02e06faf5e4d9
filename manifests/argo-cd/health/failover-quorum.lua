-- Health of a FailoverQuorum, which the operator makes and the primary keeps up to date. While it is blank, as it is during a change
-- of primary, no quorum can be proven, and the operator does not fail over.
local status = obj.status or {}
local names = status.standbyNames or {}
local needed = status.standbyNumber or 0

if (status.method or "") == "" or needed == 0 then
  return { status = "Progressing", message = "The primary has not recorded a quorum" }
end
if #names < needed then
  return { status = "Degraded", message = needed .. " standbys must confirm a commit, " .. #names .. " are listed" }
end
return { status = "Healthy", message = needed .. " of " .. #names .. " standbys confirm each commit" }
