package main

var demoHouses = []demoHouse{
	{
		name: "Museum Feldkirch",
		members: []demoMember{
			{"Ada Lindqvist", "ada@example.com", "owner"},
			{"Noor Haddad", "noor@example.com", "admin"},
			{"Bo Marsh", "bo@example.com", "editor"},
			{"Ines Prado", "ines@example.com", "member"},
		},
		authors: []string{"Ada Lindqvist", "Bo Marsh", "Ines Prado"},
		tags:    []string{"Exhibitions", "Families", "Collection", "Behind the scenes"},
		posts: []demoPost{
			{"Autumn programme: nine evenings of light", "Nine evenings between the river and the old station.",
				"When the days draw in, the house stays open longer. From 2 October the courtyard gate will not close before ten.\n\n## Lantern walk along the Ill\n\nWe begin where the town begins: at the water. Bring a jar; we bring wire, wax and string.",
				"Ada Lindqvist", []string{"Exhibitions", "Families"}, false},
			{"Opening hours over the holidays", "Closed on the 24th and 25th, open until eight on all other days.",
				"The museum is closed on 24 and 25 December. On all other days we are open from ten to eight.\n\n- Last entry at half past seven\n- The café closes at seven", "Bo Marsh", nil, false},
			{"New in the collection: the Rankweil altarpiece", "A donation, forty years in an attic, and what came to light.",
				"It arrived wrapped in a tablecloth. Under three layers of varnish our conservators found a signature.", "Ines Prado", []string{"Collection"}, false},
			{"What a conservator does all winter", "Dust, patience and a very small brush.",
				"Most of the work is looking. The rest is deciding what not to touch.", "Bo Marsh", []string{"Behind the scenes"}, true},
			{"Guided tours in plain language", "Every first Sunday at eleven.",
				"Short sentences, no jargon, plenty of time. Everybody is welcome, and nobody has to explain why they came.", "Ada Lindqvist", []string{"Families"}, false},
			{"The lost railway station", "A model, 1:87, built from three photographs.",
				"Nobody alive has seen it. The model in room four is built from three photographs and a bill for slate.", "Ines Prado", []string{"Exhibitions", "Collection"}, false},
			{"How we photograph glass", "Light from behind, never from the front.",
				"Glass is photographed by photographing what is around it.", "Bo Marsh", []string{"Behind the scenes"}, true},
		},
		pages: []demoPost{
			{title: "Visit us", body: "Schlossgasse 8. Ten minutes on foot from the station.", draft: false},
			{title: "Imprint", body: "Museum Feldkirch, a society for the history of the town.", draft: false},
		},
	},
	{
		name: "Harbour Press",
		members: []demoMember{
			{"Ada Lindqvist", "ada@example.com", "owner"},
			{"Cy Okafor", "cy@example.com", "editor"},
		},
		authors: []string{"Cy Okafor"},
		tags:    []string{"Fiction", "Poetry"},
		posts: []demoPost{
			{"Three first novels for spring", "Two debuts and one that waited twenty years.",
				"We read everything that arrives. This spring three manuscripts would not let us go.", "Cy Okafor", []string{"Fiction"}, false},
			{"Submissions are open until the end of March", "Poetry and short prose.",
				"Send at most ten poems, in any format that opens.", "Cy Okafor", []string{"Poetry"}, false},
		},
	},
}
