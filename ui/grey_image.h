// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/data/digit_image.h"

#include <QString>

class QImage;

namespace ui {

/// The brightness of a picture's pixels. What is transparent shows a ground that the ink stands
/// out from: white, or black under light ink. Needs no application.
nn::GreyImage greyImage(const QImage& picture);

/// The same of a file of any format that Qt reads, turned as its EXIF data says, with at most 2048
/// pixels a side. Throws std::runtime_error("FILE: what, expected what").
nn::GreyImage readGreyImage(const QString& file);

} // namespace ui
