// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/labs/depth_diagram.h"

namespace ui {

/// The lengths of the diagram, in pixels.
struct DepthDiagram::Sizes {
    /// fullness: from 1 for the lengths of the design to 0 for the least ones that can be read.
    /// scale: of the text, 1 to 2.
    Sizes(double fullness, double width, int rowCount, double scale);

    double label; ///< line of a state
    double lead; ///< from there to the frame, with the branch of the way around
    double row; ///< a box in the frame
    double gap; ///< between boxes
    double padding; ///< of the frame
    double below; ///< from the frame to the sum
    double plus; ///< diameter of the sum
    double tail; ///< from the sum to the next state
    double frame; ///< height of the frame
    double block; ///< all of it
    double shortBlock; ///< a block as one box
    double more; ///< "... 12 more ..."
    double boxWidth;
    double centre; ///< x of the boxes
    double around; ///< x of the way around
};

} // namespace ui
