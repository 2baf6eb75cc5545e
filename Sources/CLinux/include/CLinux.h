#pragma once

#include "files.h"
#include "network.h"
#include "process.h"
