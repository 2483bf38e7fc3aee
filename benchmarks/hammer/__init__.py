"""Two browsers of each person press whatever there is to press, over and over, until pieces and money are fought over."""
