"""Invented people, streets and words. Nobody real: the lists were made by hand, and names are drawn from them."""

GIRLS = """Aisha Amelie Anwen Beatrix Carys Delphine Elowen Farida Freya Greta Hana Ines Isla Jasmin Kezia Leila Lowri
Maeve Mariam Mina Nadia Nell Niamh Noor Orla Petra Priya Quinn Rosa Sabine Saoirse Sefa Tamsin Thea Una Veda Wren
Xanthe Yasmin Zofia Zara Imani Ottilie Pia Rumi Solveig Tilda Ula""".split()
BOYS = """Aled Amir Arlo Bashir Ben Caleb Caspian Cormac Dara Dylan Elis Emeka Ewan Faris Fenn Gethin Hamza Hari Idris
Ivo Jago Jonah Kai Kofi Leo Lorcan Malik Mateo Nico Oisin Omar Osian Piotr Rafi Reuben Rohan Rory Sami Silas Stefan
Taio Tariq Tomos Ugo Viktor Wilf Yusuf Zac Ziggy Bram Corin Dov""".split()
WOMEN = """Agnes Amara Bronagh Catrin Chidi Dee Dilys Edwina Farrah Fionnuala Gwen Halima Ilse Jolanta Kamila Latoya
Lottie Magda Meera Nasreen Nerys Odile Parveen Rhona Ruqaya Sadie Shanice Sorcha Tegan Tove Ursula Valda Winnie
Yetunde Zainab Marisol Hedda Iona""".split()
MEN = """Abel Aneurin Bilal Bogdan Callum Cedric Dafydd Desmond Edwin Farouk Gareth Hugo Imran Jerome Kwame Lars
Lennox Marek Nasir Obi Pavel Quentin Rashid Ridley Seamus Tadeusz Ulf Vikram Winston Yannick Zubair Osric Perran
Rhodri Tobias Emlyn""".split()
FAMILIES = """Abara Ackroyd Adeyinka Ashdown Bakare Barlow Begbie Birch Brannock Caddick Calloway Chowdrey Corrigan
Crabtree Dacre Danquah Dewhurst Dhillan Draycott Ellerby Emmanuels Fairbrass Farrowby Fenwick Finnerty Gallowglass
Garbutt Ghaniwala Gorringe Hallam Hartnoll Hawksworth Hollick Ibekwe Inglesant Iqbalson Jarrold Jessop Kaczmarczyk
Keogh Kilbride Lanyon Larkspur Lightbown Llewelyn Maddern Marrable Mbeki Merriday Mistryne Nansledan Northcote Nwosu
Oakeshott Oduya Ollerton Osgood Padgett Pascoe Pemberley Poldark Quarrie Quayle Rackham Rahmani Redfearn Rowntry
Sadiqi Saltonstall Scholes Selby Shawcroft Sidhuan Stackpole Sugden Tallantire Tamworth Thackray Tregenza Tunnicliffe
Ugwu Underhay Varley Vosper Wadsley Wexcombe Whelan Wychwood Yarrow Yeboahs Zielinka""".split()
STREETS = """Alder Bramble Candle Dovecote Elmfield Foundry Gasworks Harbour Ivy Juniper Kiln Lantern Mason Nettle
Orchard Pinfold Quarry Ropewalk Saddler Tanner Upper Vine Weaver Yarn""".split()
STREET_KINDS = ["Street", "Road", "Close", "Lane", "Court", "Terrace", "Rise", "Walk"]
PLACES = """Ashcombe Barrowfield Copperhill Dunmere Eastwell Fernhollow Greybridge Highgarth Ivybank Kestrel Larkfield
Millrace Nettlecombe Oakhanger Priorsfield Quarrybank Rushmere Saxondale Tanyard Underwood Vicarsgate Westerleigh
Yarnbrook Abbotsfield Brindlewood Chalkwell""".split()
LANGUAGES = """Polish Romanian Urdu Punjabi Arabic Somali Tigrinya Kurdish Bengali Portuguese Gujarati Pashto Farsi
Ukrainian Lithuanian Tamil Twi Spanish Vietnamese Welsh""".split()
