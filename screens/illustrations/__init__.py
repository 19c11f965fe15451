"""Pictures that explain: hills and clock of the idle picture, and the three acts at the terminal's devices.

All are drawn with the theme's colours. In the contrast themes faces become outlines. Orange is for movement only.
"""
