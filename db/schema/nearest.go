package schema

import "strings"

// Nearest finds the name that was probably meant: the one with the fewest
// differing letters, case counting less, or "" when none is near.
func Nearest(name string, allowed []string) string {
	best, nearest := len(name)/2+1, ""
	for _, candidate := range allowed {
		distance := 2 * levenshtein(strings.ToLower(name), strings.ToLower(candidate))
		if distance == 0 {
			return candidate
		}
		if strings.HasPrefix(strings.ToLower(candidate), strings.ToLower(name)) && len(name) > 2 {
			distance = min(distance, 3)
		}
		if distance/2 < best {
			best, nearest = distance/2, candidate
		}
	}
	if best > max(1, (max(len(nearest), len(name))+1)/3) {
		return ""
	}
	return nearest
}

// meant are names that other systems have for what is called otherwise here.
var meant = map[string]string{
	"eq": "equals", "ne": "notEquals", "not": "notEquals", "nin": "notIn", "gt": "greaterThan", "gte": "greaterThanOrEqual",
	"lt": "lessThan", "lte": "lessThanOrEqual",
	"*": "PUBLIC", "everyone": "PUBLIC", "everybody": "PUBLIC", "anyone": "PUBLIC", "anonymous": "PUBLIC",
	"$ctx.organizationId": "$ctx.activeOrgId", "$ctx.orgId": "$ctx.activeOrgId", "$ctx.teamId": "$ctx.activeTeamId", "$ctx.user.id": "$ctx.userId",
	"string": "text", "str": "text", "int": "number", "integer": "number", "float": "number", "decimal": "number", "money": "number",
	"bool": "boolean", "enum": "select", "richtext": "markdown", "timestamp": "datetime", "reference": "relation",
	"read": "get", "edit": "update", "write": "update", "remove": "delete", "defaultView": "views", "masking": "mask", "defaultSort": "sort",
	"modifiedAt": "updatedAt", "modifiedBy": "updatedBy", "creditcard": "creditCard",
}

// levenshtein counts the letters to insert, remove, replace or swap with their
// neighbour.
func levenshtein(a, b string) int {
	var before []int
	last := make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row := make([]int, len(b)+1)
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last = last, row
	}
	return last[len(b)]
}
